import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Gate } from './access/gate.tsx';
import { App } from './app.tsx';
import './styles/tokens.css';
import './styles/base.css';
import './styles/farm.css';
import './styles/lists.css';
import './styles/access.css';
import './styles/settings.css';
import './styles/events.css';
import './styles/materials.css';
import './styles/history.css';
import './styles/operate.css';
import './styles/printer-files.css';
import './styles/cameras.css';
import './styles/find.css';

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <Gate>
        <App />
      </Gate>
    </StrictMode>,
  );
}
